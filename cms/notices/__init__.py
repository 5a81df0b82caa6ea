"""What the desk tells a person: something was sent, returned, said or published."""
