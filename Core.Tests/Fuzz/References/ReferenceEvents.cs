namespace BotBottle.Fuzz.References;

/// <summary>Server-sent events from the whole text, line by line (WHATWG HTML section 9.2.6), including an event that is cut off.</summary>
internal static class ReferenceEvents
{
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    /// <summary>The data of each event. The text has one character per byte.</summary>
    public static IReadOnlyList<string> Of(string stream)
    {
        List<string> events = [];
        List<string> data = [];
        string text = stream.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? stream[ByteOrderMark.Length..] : stream;
        foreach (string line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').Append(""))
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    events.Add(string.Join('\n', data));
                    data.Clear();
                }

                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string value = colon < 0 ? "" : line[(colon + 1)..];
            if ((colon < 0 ? line : line[..colon]) == "data")
            {
                data.Add(value.StartsWith(' ') ? value[1..] : value);
            }
        }

        return events;
    }
}
