"""Write the published folder, exchange it whole, and compare one build with another."""
