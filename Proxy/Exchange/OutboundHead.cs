using System.Buffers;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Bodies;

namespace BotBottle.Proxy.Exchange;

/// <summary>
/// Looks into a request's head before anything of it goes out (spine step 6): the host where its route leaves a part of it to the agent, method, path, query, and
/// every field that is forwarded, names too. One text, a line a part, in one pass.
/// </summary>
internal static class OutboundHead
{
    /// <summary>False when the request goes no further; the guard has the refusal.</summary>
    public static async ValueTask<bool> PassAsync(ServedRun run, Exchange exchange, OutboundGuard guard)
    {
        byte[] memory = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            List<Part> parts = [];
            int length = Write(exchange, memory, parts, isCredential: false);
            if (!await JudgeAsync(exchange, guard, guard.Detectors.Scan(memory.AsSpan(0, length)), parts).ConfigureAwait(false))
            {
                return false;
            }
            if (exchange.Verdict.Provider is null || exchange.Credential is not null || !exchange.Verdict.Route!.LooksOutFor(RouteDetectors.KnownSecrets))
            {
                return true;
            }
            // A provider's client puts its login there, which is the place for it: only what is somebody else's is looked for.
            parts.Clear();
            length = Write(exchange, memory, parts, isCredential: true);
            return length == 0 || await JudgeAsync(exchange, guard, run.Outbound.KnownOnly.Scan(memory.AsSpan(0, length)), parts).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory, clearArray: true);
        }
    }

    private static async ValueTask<bool> JudgeAsync(Exchange exchange, OutboundGuard guard, IReadOnlyList<DlpFinding> findings, List<Part> parts)
    {
        foreach (DlpFinding finding in findings)
        {
            Part part = parts.FindLast(part => part.Start <= finding.Start);
            switch (await guard.JudgeAsync(finding, part.PlaceOf(finding), part.CanMask(finding)).ConfigureAwait(false))
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

    private static void Mask(Exchange exchange, Part part, int start, int length)
    {
        if (part.Field >= 0)
        {
            exchange.Client.Head.Fields.MaskValue(part.Field, start, length);
            return;
        }
        string query = exchange.Path.Query!;
        int end = Math.Min(query.Length, start + length);
        exchange.Path = exchange.Path.WithQuery(string.Concat(query.AsSpan(0, start), new string('*', end - start), query.AsSpan(end)));
    }

    // The limits of a head keep it far below the memory: 8 KiB of request line, 32 KiB of fields, and a few bytes a part.
    private static int Write(Exchange exchange, byte[] memory, List<Part> parts, bool isCredential)
    {
        int at = 0;
        if (!isCredential)
        {
            if (exchange.Verdict.Route?.Host.StartsWith('*') == true)
            {
                at = Add(memory, parts, at, "host", "", exchange.Target.Authority.Host.ToString());
            }
            at = Add(memory, parts, at, "method", "", exchange.Method);
            at = Add(memory, parts, at, "path", "", exchange.Path.Path);
            if (exchange.Path.Query is { } query)
            {
                at = Add(memory, parts, at, "query", "?", query, Part.Query);
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
                string name = Encoding.Latin1.GetString(field.Name);
                at = Add(memory, parts, at, $"header {name.ToLowerInvariant()}", name + ": ", Encoding.Latin1.GetString(field.Value), i);
            }
        }
        return at;
    }

    private static int Add(byte[] memory, List<Part> parts, int at, string place, string before, string value, int field = Part.Fixed)
    {
        parts.Add(new Part(at, at + before.Length, at + before.Length + value.Length, place, field));
        at += Encoding.Latin1.GetBytes(before, memory.AsSpan(at));
        at += Encoding.Latin1.GetBytes(value, memory.AsSpan(at));
        memory[at] = (byte)'\n';
        return at + 1;
    }

    /// <summary>A part of the text.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="ValueStart">Where its value begins.</param>
    /// <param name="End">Where its value ends.</param>
    /// <param name="Place">How a refusal names it.</param>
    /// <param name="Field">The field's index, or one of the two below.</param>
    private readonly record struct Part(int Start, int ValueStart, int End, string Place, int Field)
    {
        public const int Fixed = -1;
        public const int Query = -2;

        /// <summary>Where a finding stands. A name that holds it is not repeated.</summary>
        public string PlaceOf(DlpFinding finding) => Field >= 0 && finding.Start < ValueStart ? "header name" : Place;

        /// <summary>The path was decided on, and a name says what a field is: only what lies within a value can be masked.</summary>
        public bool CanMask(DlpFinding finding) => Field != Fixed && finding.Start >= ValueStart && finding.Start + finding.Length <= End;
    }
}
