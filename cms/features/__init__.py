"""What joins the kernel through its hooks: each part can be left out of a build."""
