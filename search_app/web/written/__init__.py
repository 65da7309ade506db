"""What is carried away: files for Excel and Word, and QR codes. One module owns each format."""
