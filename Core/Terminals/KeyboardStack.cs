using System.Globalization;

namespace BotBottle.Core.Terminals;

/// <summary>The agent's flags of the kitty keyboard protocol on one screen. The entries below its own are the operator's.</summary>
internal sealed class KeyboardStack
{
    private const int MaxDepth = 8;

    private readonly Stack<int> _pushed = new();
    private int? _base;

    /// <summary>True if none of the agent's flags is left.</summary>
    public bool IsUntouched => _pushed.Count == 0 && _base is null;

    /// <summary>Handles CSI &gt; flags u.</summary>
    public bool Push(int flags)
    {
        bool room = _pushed.Count < MaxDepth;
        if (room)
        {
            _pushed.Push(flags);
        }

        return room;
    }

    /// <summary>Handles CSI &lt; count u, only for the agent's own flags.</summary>
    public bool Pop(int count)
    {
        bool own = count > 0 && count <= _pushed.Count;
        for (int left = own ? count : 0; left > 0; left--)
        {
            _pushed.Pop();
        }

        return own;
    }

    /// <summary>Handles CSI = flags ; how u.</summary>
    public bool Set(int flags, int how)
    {
        if (how is < 1 or > 3)
        {
            return false;
        }

        bool pushed = _pushed.TryPop(out int top);
        int before = pushed ? top : _base ?? 0;
        int after = how switch { 2 => before | flags, 3 => before & ~flags, _ => flags };
        if (pushed)
        {
            _pushed.Push(after);
        }
        else
        {
            _base = after == 0 ? null : after;
        }

        return true;
    }

    /// <summary>Clears all flags.</summary>
    public void Clear()
    {
        _pushed.Clear();
        _base = null;
    }

    /// <summary>The sequences that undo the flags.</summary>
    public string Undo() =>
        (_pushed.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[<{_pushed.Count}u") : "") + (_base is null ? "" : "\e[=0u");

    /// <summary>The sequences that set them again.</summary>
    public string Redo() =>
        (_base is { } flags ? string.Create(CultureInfo.InvariantCulture, $"\e[={flags}u") : "")
        + string.Concat(_pushed.Reverse().Select(pushed => string.Create(CultureInfo.InvariantCulture, $"\e[>{pushed}u")));
}
