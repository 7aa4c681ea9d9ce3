namespace BotBottle.Core.Terminals;

/// <summary>The four character sets and which one is in use (ISO 2022): drawing characters in place of letters would make a shell unreadable.</summary>
internal sealed class CharacterSets
{
    private const byte Usual = (byte)'B'; // ASCII

    private readonly byte[] _sets = [Usual, Usual, Usual, Usual];
    private int _doubts; // a bit for each
    private bool _shifted;
    private bool _shiftDoubt;

    /// <summary>Whether letters are letters.</summary>
    public bool AreUsual => !_shifted && !_shiftDoubt && !_sets.AsSpan().ContainsAnyExcept(Usual) && _doubts == 0;

    /// <summary>ESC ( and its like.</summary>
    public void Designate(byte place, byte set)
    {
        _sets[place - '('] = set;
        _doubts &= ~(1 << (place - '('));
    }

    /// <summary>SO, SI and their like.</summary>
    /// <param name="shifted">Whether another set than G0 is in use.</param>
    public void Shift(bool shifted) => (_shifted, _shiftDoubt) = (shifted, false);

    /// <summary>Others may have come back.</summary>
    public void Doubt()
    {
        _shiftDoubt = true;
        _doubts = (1 << _sets.Length) - 1;
    }

    /// <summary>As a shell has them.</summary>
    public void Forget()
    {
        (_shifted, _shiftDoubt, _doubts) = (false, false, 0);
        Array.Fill(_sets, Usual);
    }

    /// <summary>What undoes them.</summary>
    public string Undo() => (_shifted || _shiftDoubt ? "\x0f" : "") + string.Concat(_sets.Select((set, i) => set == Usual && (_doubts & (1 << i)) == 0 ? "" : $"\e{"()*+"[i]}{(char)Usual}"));

    /// <summary>What does them again.</summary>
    public string Redo() => string.Concat(_sets.Select((set, i) => set == Usual ? "" : $"\e{"()*+"[i]}{(char)set}")) + (_shifted ? "\x0e" : "");
}
