namespace BotBottle.Core.Scan;

/// <summary>Follows a secret through text that comes in pieces, wherever these are cut. It keeps no more than the end that could be a secret's beginning.</summary>
/// <param name="search">What to look for.</param>
public sealed class SecretTrace(SecretSearch search)
{
    private readonly byte[] _joint = new byte[2 * search.Longest];

    /// <summary>How many bytes at the end of what has come could be the beginning of a form of the secret.</summary>
    public int Begun { get; private set; }

    /// <summary>Looks at the next piece; true when it completes the secret.</summary>
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
