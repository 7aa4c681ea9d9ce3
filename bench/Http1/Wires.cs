using System.Buffers;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Bench.Http1;

/// <summary>Messages as agents and providers send them, in the forms in which a pipe contains them.</summary>
internal static class Wires
{
    /// <summary>A model call's head with the fields of a coding agent, about 1 KB.</summary>
    public static byte[] AgentRequest() => Encoding.ASCII.GetBytes(
        "POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.anthropic.com\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        + "User-Agent: claude-cli/2.1.197 (external, sdk-cli)\r\nX-Stainless-Arch: x64\r\nX-Stainless-Lang: js\r\nX-Stainless-OS: Linux\r\n"
        + "X-Stainless-Package-Version: 0.74.0\r\nX-Stainless-Retry-Count: 0\r\nX-Stainless-Runtime: node\r\nX-Stainless-Timeout: 600\r\n"
        + "anthropic-beta: " + string.Join(',', Enumerable.Range(1, 8).Select(i => $"some-feature-2025-0{i}-01")) + "\r\n"
        + "anthropic-dangerous-direct-browser-access: true\r\nanthropic-version: 2023-06-01\r\nx-api-key: " + new string('k', 108) + "\r\n"
        + "x-app: cli\r\nConnection: keep-alive\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nContent-Length: 48213\r\n\r\n");

    /// <summary>The head of a provider's event stream, about 800 bytes.</summary>
    public static byte[] ProviderResponse() => Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 08:00:00 GMT\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
        + "Connection: keep-alive\r\nCache-Control: no-cache\r\nrequest-id: req_011CSHoEeqs5C35K2UUqR7Fy\r\nstrict-transport-security: max-age=31536000; "
        + "includeSubDomains\r\n"
        + string.Concat(((string[])["requests", "input-tokens", "output-tokens"]).Select(what =>
            $"anthropic-ratelimit-{what}-limit: 4000\r\nanthropic-ratelimit-{what}-remaining: 3999\r\nanthropic-ratelimit-{what}-reset: "
                + "2026-11-20T08:00:01Z\r\n"))
        + "X-Robots-Tag: none\r\nServer: cloudflare\r\nCF-RAY: 96d3b5ce8f2a1234-FRA\r\n\r\n");

    /// <summary>A body in chunks of one size.</summary>
    public static byte[] ChunkedBody(int contentBytes, int chunkBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        var data = new byte[chunkBytes];
        data.AsSpan().Fill((byte)'x');
        for (var left = contentBytes; left > 0; left -= chunkBytes)
        {
            var size = Math.Min(left, chunkBytes);
            ChunkWriter.WriteStart(output, size);
            output.Write(data.AsSpan(0, size));
            ChunkWriter.WriteEnd(output);
        }

        ChunkWriter.WriteLast(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same bytes in segments of one size.</summary>
    public static ReadOnlySequence<byte> InSegments(byte[] wire, int segmentBytes)
    {
        var first = new Segment(wire.AsMemory(0, Math.Min(segmentBytes, wire.Length)), 0);
        var last = first;
        for (var at = segmentBytes; at < wire.Length; at += segmentBytes)
        {
            last = last.Append(wire.AsMemory(at, Math.Min(segmentBytes, wire.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
