"""What the admin pages of every app share: who may see and change what, and files out and in."""
