using System.Text;

namespace BotBottle.Dashboard.Input;

/// <summary>
/// Tells keys that a person pressed from text that came at once: pasted where the terminal does not mark it, typed ahead over a line that stood still, sent by a program. Such text is
/// a paste, which is never a command; a person's fingers are slower than <see cref="Silence"/>.
/// </summary>
internal sealed class KeyBurst
{
    /// <summary>How long nothing must come before a key counts as pressed by itself.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(10);

    private const int MaxKeys = 4096;

    private readonly List<KeyStroke> _keys = [];
    private bool _pasting;

    /// <summary>Whether keys wait for more, or for the silence.</summary>
    public bool Waits => _keys.Count > 0 || _pasting;

    /// <summary>Takes keys that came; gives those that need not wait.</summary>
    public List<KeyStroke> Add(List<KeyStroke> keys)
    {
        List<KeyStroke> ready = [];
        foreach (KeyStroke key in keys)
        {
            bool leaves = key is { Kind: KeyKind.Control, Text: "C" }; // from everywhere, and from within a flood
            if (leaves || (!Waits && !Waiting(key)))
            {
                ready.Add(key);
            }
            else
            {
                _keys.Add(key);
            }
        }

        if (_keys.Count >= MaxKeys)
        {
            ready.AddRange(Take());
            _pasting = true; // what still comes is the rest of it
        }

        return ready;
    }

    /// <summary>Nothing came for a while.</summary>
    public List<KeyStroke> End()
    {
        List<KeyStroke> keys = Take();
        _pasting = false;
        return keys;
    }

    private static bool Waiting(KeyStroke key) => key.Kind is KeyKind.Text or KeyKind.Paste or KeyKind.Enter or KeyKind.Tab;

    private List<KeyStroke> Take()
    {
        int count = _keys.Count(Waiting);
        bool pasted = _pasting || (count > 1 && _keys.Exists(key => key.Kind is KeyKind.Text or KeyKind.Paste));
        List<KeyStroke> keys = pasted ? [new KeyStroke(KeyKind.Paste, TextOf(_keys))] : [.. _keys];
        _keys.Clear();
        return pasted && count == 0 ? [] : keys;
    }

    private static string TextOf(List<KeyStroke> keys)
    {
        StringBuilder text = new();
        foreach (KeyStroke key in keys)
        {
            if (key.Kind is KeyKind.Text or KeyKind.Paste)
            {
                text.Append(key.Text);
            }
            else if (key.Kind == KeyKind.Backspace && text.Length > 0)
            {
                text.Length -= text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1;
            }
        }

        return text.ToString();
    }
}
