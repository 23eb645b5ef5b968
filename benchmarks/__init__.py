"""What the claims about cost and quality are measured with; run each as `python -m benchmarks.<name>`."""
