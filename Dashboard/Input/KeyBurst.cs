using System.Text;

namespace BotBottle.Dashboard.Input;

/// <summary>
/// Separates single key presses from text that arrives at once: a paste that the terminal does not mark, keys typed ahead over a stalled line, a program's
/// output. Such text is a paste, which is never a command, and a click within it is none. A person types slower than <see cref="Silence"/>.
/// </summary>
internal sealed class KeyBurst
{
    /// <summary>The silence after which a key counts as a single press.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(10);

    private const int MaxKeys = 4096;

    private readonly List<KeyStroke> _keys = [];
    private bool _pasting;

    /// <summary>True while keys wait for more keys or for the silence.</summary>
    public bool Waits => _keys.Count > 0 || _pasting;

    /// <summary>Adds keys; returns those that need not wait.</summary>
    public List<KeyStroke> Add(List<KeyStroke> keys)
    {
        List<KeyStroke> ready = [];
        foreach (KeyStroke key in keys)
        {
            bool leaves = key is { Kind: KeyKind.Control, Text: "C" }; // Ctrl-C leaves from every screen, also during a flood
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
            _pasting = true; // the following keys belong to the same paste
        }

        return ready;
    }

    /// <summary>Ends the burst after the silence; returns its keys.</summary>
    public List<KeyStroke> End()
    {
        List<KeyStroke> keys = Take();
        _pasting = false;
        return keys;
    }

    private static bool Waiting(KeyStroke key) => key.Kind is KeyKind.Text or KeyKind.Paste or KeyKind.Enter or KeyKind.Tab or KeyKind.Click;

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
