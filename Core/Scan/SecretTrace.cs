namespace BotBottle.Core.Scan;

/// <summary>Searches for a secret in text in pieces of any size. It keeps only an end that could begin the secret.</summary>
/// <param name="search">The search.</param>
public sealed class SecretTrace(SecretSearch search)
{
    private readonly byte[] _joint = new byte[2 * search.Longest];

    /// <summary>The number of bytes at the end of the text so far that could begin a form of the secret.</summary>
    public int Begun { get; private set; }

    /// <summary>Searches the next piece; true when it completes the secret.</summary>
    public bool Append(ReadOnlySpan<byte> piece)
    {
        int front = Math.Min(piece.Length, _joint.Length - Begun);
        piece[..front].CopyTo(_joint.AsSpan(Begun));
        ReadOnlySpan<byte> joint = _joint.AsSpan(0, Begun + front);
        if (search.IsIn(joint) || search.IsIn(piece))
        {
            return true;
        }

        ReadOnlySpan<byte> end = piece.Length >= search.Longest ? piece : joint;
        Begun = search.Begun(end);
        end[^Begun..].CopyTo(_joint);
        return false;
    }
}
