namespace BotBottle.Core.Terminals;

/// <summary>The four character sets and which one is in use (ISO 2022): drawing characters in place of letters would make a shell unreadable.</summary>
internal sealed class CharacterSets
{
    private const byte Usual = (byte)'B'; // ASCII

    private readonly byte[] _sets = [Usual, Usual, Usual, Usual];
    private readonly bool[] _doubts = new bool[4];
    private bool _shifted;
    private bool _shiftDoubt;

    /// <summary>Whether letters are letters.</summary>
    public bool AreUsual => !_shifted && !_shiftDoubt && !_sets.AsSpan().ContainsAnyExcept(Usual) && !_doubts.AsSpan().Contains(true);

    /// <summary>ESC ( and its like.</summary>
    public void Designate(byte place, byte set) => (_sets[place - '('], _doubts[place - '(']) = (set, false);

    /// <summary>SO, SI and their like.</summary>
    /// <param name="shifted">Whether another set than G0 is in use.</param>
    public void Shift(bool shifted) => (_shifted, _shiftDoubt) = (shifted, false);

    /// <summary>Others may have come back.</summary>
    public void Doubt()
    {
        _shiftDoubt = true;
        Array.Fill(_doubts, true);
    }

    /// <summary>As a shell has them.</summary>
    public void Forget()
    {
        (_shifted, _shiftDoubt) = (false, false);
        Array.Fill(_sets, Usual);
        Array.Clear(_doubts);
    }

    /// <summary>What undoes them.</summary>
    public string Undo() => (_shifted || _shiftDoubt ? "\x0f" : "") + string.Concat(_sets.Select((set, i) => set == Usual && !_doubts[i] ? "" : $"\e{"()*+"[i]}{(char)Usual}"));

    /// <summary>What does them again.</summary>
    public string Redo() => string.Concat(_sets.Select((set, i) => set == Usual ? "" : $"\e{"()*+"[i]}{(char)set}")) + (_shifted ? "\x0e" : "");
}
