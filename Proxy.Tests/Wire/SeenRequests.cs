using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The complete requests at an upstream, by the row in their path. One upstream serves all rows of a table.</summary>
internal sealed partial class SeenRequests
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _byRow = [];

    /// <summary>An upstream's script: responds to every request with its path.</summary>
    public async Task RecordAsync(WirePeer upstream)
    {
        try
        {
            while (true)
            {
                (string head, string body) = await upstream.ReadMessageAsync();
                _byRow.GetOrAdd(RowOf(head), _ => []).Enqueue(head + body);
                string content = $"\"{head.Split(' ')[1]}\"";
                await upstream.SendAsync(
                    $"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\n\r\n{(head.StartsWith("HEAD ", StringComparison.Ordinal) ? "" : content)}");
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or TimeoutException)
        {
            // The connection is not needed any more, or the proxy closed it between two requests or within an abandoned one.
        }
    }

    public IReadOnlyList<string> Of(string row) => _byRow.TryGetValue(row, out ConcurrentQueue<string>? seen) ? [.. seen] : [];

    private static string RowOf(string head) => RowPattern().Match(head) is { Success: true } match ? match.Groups[1].Value : "none";

    [GeneratedRegex("/(row[0-9]+-[a-z0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex RowPattern();
}
