"""Pictures and files: safe upload, renditions, storage and who may have the bytes."""
