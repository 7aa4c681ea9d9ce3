namespace BotBottle.Dashboard.Input;

/// <summary>One key, or one act of the mouse.</summary>
/// <param name="Kind">The kind of key.</param>
/// <param name="Text">The character of <see cref="KeyKind.Text"/>, the letter of <see cref="KeyKind.Control"/> or the pasted text; otherwise null.</param>
/// <param name="Column">The column of a <see cref="KeyKind.Click"/>, from 0; otherwise 0.</param>
/// <param name="Row">Its row, from 0; otherwise 0.</param>
internal readonly record struct KeyStroke(KeyKind Kind, string? Text = null, int Column = 0, int Row = 0)
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
        KeyKind.Left => "←",
        KeyKind.Right => "→",
        KeyKind.PageUp => "PgUp",
        KeyKind.PageDown => "PgDn",
        _ => Kind.ToString(),
    };
}
