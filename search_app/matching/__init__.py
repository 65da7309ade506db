"""What fits a company: what each benefit asks of it, whether its answers meet that, and what may be added."""
