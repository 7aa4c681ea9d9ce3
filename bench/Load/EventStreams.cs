using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Text;

namespace BotBottle.Bench.Load;

/// <summary>
/// Many simultaneous streaming model calls: the time of each event from the upstream's write to the client's read, and whether any stream waits longer than the
/// others.
/// </summary>
internal static class EventStreams
{
    /// <param name="way">The way to the upstream.</param>
    /// <param name="count">The number of simultaneous streams.</param>
    /// <param name="rate">Events per second and stream.</param>
    /// <param name="seconds">The duration of each stream.</param>
    /// <param name="kibibytes">The size of the request.</param>
    /// <exception cref="IOException">A stream was incomplete.</exception>
    public static async Task<EventFigures> RunAsync(Way way, int count, int rate, int seconds, int kibibytes)
    {
        int process = way.Process ?? Environment.ProcessId;
        int events = rate * seconds;
        string body = $$"""{"model":"m","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"{{Words(kibibytes)}}"}]}""";
        byte[] request = Encoding.ASCII.GetBytes(
            $"POST /v1/messages?events={events}&ms={1000 / rate} HTTP/1.1\r\nHost: {LoadUpstream.Host}\r\nContent-Type: application/json\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{body}");
        SslStream[] streams = new SslStream[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => streams[i] = await way.ConnectAsync());
        double cpu = ProcessMeter.CpuSeconds(process);
        Task<Opened>[] readers = new Task<Opened>[count];
        // Spread over one period, because a thousand timers on one tick would measure the upstream.
        for (int i = 0; i < count; i++)
        {
            readers[i] = ReadAsync(streams[i], request);
            if (i % Math.Max(1, count * rate / 1000) == 0)
            {
                await Task.Delay(1);
            }
        }
        await Task.Delay(TimeSpan.FromSeconds(seconds / 2));
        long busy = ProcessMeter.ResidentKibibytes(process);
        Opened[] all = await Task.WhenAll(readers);
        cpu = ProcessMeter.CpuSeconds(process) - cpu;
        Array.ForEach(streams, stream => stream.Dispose());
        // While streams are opened, events wait behind a thousand handshakes on both sides of the proxy.
        long open = all.Max(stream => stream.At);
        if (all.Min(stream => stream.Events.Count) <= events)
        {
            throw new IOException($"{way.Name}: a stream ended before its last event");
        }
        Latencies latencies = Of(all.SelectMany(stream => stream.Events).Where(time => time.Sent > open));
        return new EventFigures(latencies.At(0.5), latencies.At(0.99), busy, cpu);
    }

    private static string Words(int kibibytes) => string.Concat(Enumerable.Repeat("some words of a prompt, and more.\\n", kibibytes * 1024 / 36));

    private static Latencies Of(IEnumerable<(long Sent, long Took)> events) => new(events.Select(time => time.Took));

    private static async Task<Opened> ReadAsync(SslStream stream, byte[] request)
    {
        List<(long Sent, long Took)> times = [];
        await stream.WriteAsync(request);
        MessageStream messages = new(stream);
        string head = await messages.ReadHeadAsync() ?? throw new EndOfStreamException("no answer");
        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            throw new IOException(head);
        }
        long opened = Stopwatch.GetTimestamp();
        while (await messages.ReadLineAsync() is { } line && line != "0\r")
        {
            int at = line.IndexOf('@', StringComparison.Ordinal);
            if (at >= 0)
            {
                long sent = long.Parse(line.AsSpan(at + 1, line.IndexOf('@', at + 1) - at - 1), CultureInfo.InvariantCulture);
                times.Add((sent, Stopwatch.GetTimestamp() - sent));
            }
        }
        return new Opened(opened, times);
    }

    /// <summary>The time of a stream's head, and for each event the time of its sending and its duration, in ticks of <see cref="Stopwatch"/>.</summary>
    private sealed record Opened(long At, List<(long Sent, long Took)> Events);
}
