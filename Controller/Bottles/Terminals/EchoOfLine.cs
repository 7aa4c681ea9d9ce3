namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>A line that both terminals show: the operator's while it is typed, the bottle's when it comes there. The second is dropped, if it comes as it is expected.</summary>
internal sealed class EchoOfLine
{
    private readonly List<byte> _expected = [];
    private readonly List<byte> _held = [];

    /// <summary>A line goes to the bottle's terminal.</summary>
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

    /// <summary>What is to be shown of the bottle's output.</summary>
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

        // The rest is another's: what was expected has come whole, or it is no echo at all.
        byte[] rest = same == _expected.Count ? [.. shown[same..]] : [.. _held, .. shown];
        _expected.Clear();
        _held.Clear();
        return rest;
    }
}
