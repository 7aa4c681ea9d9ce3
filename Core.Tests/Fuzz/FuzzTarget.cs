namespace BotBottle.Fuzz;

/// <summary>One parser, and what has to hold of it for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What it is called on the command line, and what its folder of seeds is called.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs to begin from.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Tokens with a meaning of their own in this format, to be put in anywhere.</summary>
    public virtual IReadOnlyList<byte[]> Dictionary => [];

    /// <summary>Parses an input in several ways and compares. Whatever is thrown is a finding.</summary>
    public abstract void Judge(byte[] input);
}
