"""What the commands do: stores and pipeline put together, one file a command. Nothing here prints."""
