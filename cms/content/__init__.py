"""Items: their forms, revisions, workflow, links and addresses."""
