using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Searches a request's head before any of it is sent (spine step 7): the host if a wildcard route leaves a part of it to the agent, method, path, query, and
/// the name and value of every forwarded header field. It writes them into one text, one part a line, and searches it in one pass.
/// </summary>
internal static class OutboundHead
{
    /// <summary>False if the request is refused; the guard has the refusal.</summary>
    public static async ValueTask<bool> PassAsync(OutboundPolicy policy, Exchange exchange, OutboundGuard guard)
    {
        if (!await JudgeAsync(exchange, guard, Scan(exchange, guard.Detectors, isCredential: false)).ConfigureAwait(false))
        {
            return false;
        }
        // A provider's client sends its own login in this field, so that only the known secrets of others are searched for there.
        return exchange.Verdict.Provider is null || exchange.Credential is not null || !exchange.Verdict.Route!.LooksOutFor(RouteDetectors.KnownSecrets)
            || await JudgeAsync(exchange, guard, Scan(exchange, policy.KnownOnly, isCredential: true)).ConfigureAwait(false);
    }

    private static async ValueTask<bool> JudgeAsync(Exchange exchange, OutboundGuard guard, IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            DlpFinding finding = findings[i];
            HeadPart part = PartOf(exchange.Client.Parts, finding);
            FindingPlace place = new(part.PlaceOf(finding, exchange.Client.Head.Fields), part.ObstacleTo(finding), IsHead: true);
            switch (await guard.JudgeAsync(finding, place).ConfigureAwait(false))
            {
                case FindingAction.Refuse:
                    return false;
                case FindingAction.Mask when finding.Length > 0:
                    Mask(exchange, part, (int)finding.Start - part.ValueStart, finding.Length);
                    break;
            }
        }
        return true;
    }

    private static HeadPart PartOf(List<HeadPart> parts, DlpFinding finding) => parts.FindLast(part => part.Start <= finding.Start);

    private static void Mask(Exchange exchange, HeadPart part, int start, int length)
    {
        if (part.Name is null)
        {
            exchange.Client.Head.Fields.MaskValue(part.Field, start, length);
            return;
        }
        string query = exchange.Path.Query!;
        int end = Math.Min(query.Length, start + length);
        exchange.Path = exchange.Path.WithQuery(string.Concat(query.AsSpan(0, start), new string('*', end - start), query.AsSpan(end)));
    }

    private static IReadOnlyList<DlpFinding> Scan(Exchange exchange, DlpDetectors detectors, bool isCredential)
    {
        byte[] memory = ArrayPool<byte>.Shared.Rent(64 * 1024);
        int length = Write(exchange, memory, isCredential);
        IReadOnlyList<DlpFinding> findings = length == 0 ? [] : detectors.Scan(memory.AsSpan(0, length));
        CryptographicOperations.ZeroMemory(memory.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(memory);
        return findings;
    }

    // The limits of a head keep the text far below the buffer: 8 KiB for the request line, 32 KiB for the header fields, and a few bytes a part.
    private static int Write(Exchange exchange, Span<byte> memory, bool isCredential)
    {
        List<HeadPart> parts = exchange.Client.Parts;
        parts.Clear();
        int at = 0;
        if (!isCredential)
        {
            if (exchange.Verdict.Route?.Host.StartsWith('*') == true)
            {
                at = Add(parts, memory, at, "host", exchange.Target.Authority.Host.ToString());
            }
            at = Add(parts, memory, at, "method", exchange.Method);
            at = Add(parts, memory, at, "path", exchange.Path.Path);
            if (exchange.Path.Query is { } query)
            {
                memory[at] = (byte)'?';
                at = Add(parts, memory, at, HeadPart.Query, query, before: 1);
            }
        }
        HeaderTable fields = exchange.Client.Head.Fields;
        HopByHop hops = new(fields);
        for (int i = 0; i < fields.Count; i++)
        {
            HeaderField field = fields[i];
            bool isLogin = exchange.Verdict.Provider is not null && AgentCredentials.IsField(field.Name);
            if (isLogin == isCredential && RequestWriter.Forwards(exchange, hops, field))
            {
                at = Add(parts, memory, at, field, i);
            }
        }
        return at;
    }

    private static int Add(List<HeadPart> parts, Span<byte> memory, int at, string name, string value, int before = 0)
    {
        int start = at + before;
        int end = start + Encoding.Latin1.GetBytes(value, memory[start..]);
        parts.Add(new HeadPart(at, start, end, name, 0));
        memory[end] = (byte)'\n';
        return end + 1;
    }

    private static int Add(List<HeadPart> parts, Span<byte> memory, int at, HeaderField field, int index)
    {
        field.Name.CopyTo(memory[at..]);
        int start = at + field.Name.Length;
        ": "u8.CopyTo(memory[start..]);
        start += 2;
        field.Value.CopyTo(memory[start..]);
        int end = start + field.Value.Length;
        parts.Add(new HeadPart(at, start, end, null, index));
        memory[end] = (byte)'\n';
        return end + 1;
    }
}
