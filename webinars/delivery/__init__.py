"""How a message leaves: claimed, rendered, handed to the mail server, settled."""
