namespace BotBottle.Dashboard.Input;

/// <summary>One key.</summary>
/// <param name="Kind">The kind of key.</param>
/// <param name="Text">The character of <see cref="KeyKind.Text"/>, the letter of <see cref="KeyKind.Control"/> or the pasted text; otherwise null.</param>
internal readonly record struct KeyStroke(KeyKind Kind, string? Text = null)
{
    /// <summary>A printable character.</summary>
    public static KeyStroke Of(char letter) => new(KeyKind.Text, letter.ToString());

    /// <summary>The key's name on the screen.</summary>
    public override string ToString() => Kind switch
    {
        KeyKind.Text or KeyKind.Paste => Text ?? "",
        KeyKind.Control => "Ctrl-" + Text,
        KeyKind.Escape => "Esc",
        KeyKind.Up => "↑",
        KeyKind.Down => "↓",
        KeyKind.PageUp => "PgUp",
        KeyKind.PageDown => "PgDn",
        _ => Kind.ToString(),
    };
}
