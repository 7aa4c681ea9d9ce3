namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Removes the second echo of a line: the operator's terminal shows it while it is typed, and the bottle's when it arrives. The second echo is dropped if it is
/// as expected.
/// </summary>
internal sealed class EchoOfLine
{
    private readonly List<byte> _expected = [];
    private readonly List<byte> _held = [];

    /// <summary>Expects the echo of a line that goes to the bottle's terminal.</summary>
    public void Expect(ReadOnlySpan<byte> line)
    {
        foreach (var key in line)
        {
            if (key == (byte)'\n')
            {
                _expected.Add((byte)'\r');
            }

            _expected.Add(key);
        }
    }

    /// <summary>Gets the part of the bottle's output that is to be shown.</summary>
    public ReadOnlySpan<byte> Drop(ReadOnlySpan<byte> shown)
    {
        if (_expected.Count == 0)
        {
            _held.Clear();
            return shown;
        }

        var same = 0;
        while (same < Math.Min(shown.Length, _expected.Count) && shown[same] == _expected[same])
        {
            same++;
        }

        if (same == shown.Length)
        {
            _held.AddRange(shown);
            _expected.RemoveRange(0, same);
            return default;
        }

        // The rest is other output: the expected echo is complete, or this is no echo at all.
        byte[] rest = same == _expected.Count ? [.. shown[same..]] : [.. _held, .. shown];
        _expected.Clear();
        _held.Clear();
        return rest;
    }
}
