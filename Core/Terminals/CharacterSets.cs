namespace BotBottle.Core.Terminals;

/// <summary>The four character sets and the active one (ISO 2022). Drawing characters instead of letters would make a shell unreadable.</summary>
internal sealed class CharacterSets
{
    private const byte Usual = (byte)'B'; // ASCII

    private readonly byte[] _sets = [Usual, Usual, Usual, Usual];
    private int _doubts; // a bit per set
    private bool _shifted;
    private bool _shiftDoubt;

    /// <summary>True if letters show as letters.</summary>
    public bool AreUsual => !_shifted && !_shiftDoubt && !_sets.AsSpan().ContainsAnyExcept(Usual) && _doubts == 0;

    /// <summary>Handles ESC ( and similar sequences.</summary>
    public void Designate(byte place, byte set)
    {
        _sets[place - '('] = set;
        _doubts &= ~(1 << (place - '('));
    }

    /// <summary>Handles SO, SI and similar characters.</summary>
    /// <param name="shifted">True if another set than G0 is active.</param>
    public void Shift(bool shifted) => (_shifted, _shiftDoubt) = (shifted, false);

    /// <summary>Notes that other sets may be active again.</summary>
    public void Doubt()
    {
        _shiftDoubt = true;
        _doubts = (1 << _sets.Length) - 1;
    }

    /// <summary>Resets the sets to those of a shell.</summary>
    public void Forget()
    {
        (_shifted, _shiftDoubt, _doubts) = (false, false, 0);
        Array.Fill(_sets, Usual);
    }

    /// <summary>The sequences that undo the sets.</summary>
    public string Undo() => (_shifted || _shiftDoubt ? "\x0f" : "")
        + string.Concat(_sets.Select((set, i) => set == Usual && (_doubts & (1 << i)) == 0 ? "" : $"\e{"()*+"[i]}{(char)Usual}"));

    /// <summary>The sequences that set them again.</summary>
    public string Redo() => string.Concat(_sets.Select((set, i) => set == Usual ? "" : $"\e{"()*+"[i]}{(char)set}")) + (_shifted ? "\x0e" : "");
}
