// Everything the desk's pages need; the editor is loaded only where one stands.
