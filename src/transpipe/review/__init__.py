"""The review page: pure functions from values to HTML. What serves them is `web`, what fills the values is `jobs`."""
