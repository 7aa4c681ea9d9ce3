namespace BotBottle.Fuzz;

/// <summary>One parser with its invariants for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line and of its folder of seeds.</summary>
    public abstract string Name { get; }

    /// <summary>The seeds.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Tokens with a meaning in this format, to be inserted anywhere.</summary>
    public virtual IReadOnlyList<byte[]> Dictionary => [];

    /// <summary>Parses an input in several ways and compares the results. Any exception is a finding.</summary>
    public abstract void Judge(byte[] input);
}
