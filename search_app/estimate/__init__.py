"""What would somebody get? The sum that a benefit comes to for given inputs."""
