using System.Buffers;
using System.Text.Json;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// Asks the provider for the number of tokens of a call's input (gates <c>count</c> and <c>strict</c>): at its count endpoint, on another connection to the
/// same upstream, with the call's own head and credentials. The number is used only for the hold.
/// </summary>
internal sealed class TokenCount(UpstreamPool pool, TimeProvider time)
{
    private const int PieceSize = 16 * 1024;
    private const int MaxResponse = 64 * 1024;

    /// <summary>A call waits for the count. The endpoints respond in a fraction of a second.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostRest = TimeSpan.FromSeconds(3);

    /// <summary>Returns the tokens of the input, or the reason why they are unknown.</summary>
    /// <param name="exchange">The call.</param>
    /// <param name="path">The count endpoint's path.</param>
    /// <param name="body">The whole body of the call, without a content coding.</param>
    public async ValueTask<(long? Tokens, string? Problem)> AskAsync(Exchange exchange, string path, BodyCopy body)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, exchange.Stopped);
        (UpstreamConnection? connection, UpstreamFault? fault) = await pool.RentAsync(exchange.Target, MostRest, either.Token).ConfigureAwait(false);
        if (connection is null)
        {
            return (null, fault!.Message);
        }
        bool isWhole = false;
        try
        {
            using CancellationTokenRegistration ends = either.Token.Register(() => connection.Peer.Abort("the count took too long"));
            (long? tokens, string? problem) = await AskAsync(connection, exchange, path, body).ConfigureAwait(false);
            isWhole = tokens is not null;
            return (tokens, problem is not null && limit.IsCancellationRequested ? $"no response within {Limit.TotalSeconds:0} s" : problem);
        }
        catch (IOException exception)
        {
            return (null, exception.Message);
        }
        finally
        {
            connection.Body.End();
            if (isWhole && connection.Head.KeepsAlive && connection.Peer.Failure is null)
            {
                await pool.ReturnAsync(connection).ConfigureAwait(false);
            }
            else
            {
                connection.Peer.Abort("not to be used again");
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<(long? Tokens, string? Problem)> AskAsync(UpstreamConnection connection, Exchange exchange, string path, BodyCopy body)
    {
        RequestWriter.WriteCount(connection.Peer.Output, exchange, path);
        if (!await SendAsync(connection, exchange.Verdict.Call.Format, body).ConfigureAwait(false))
        {
            return (null, "the upstream did not accept the request");
        }
        HeadStatus status = await ResponseHeadReader.ReadFinalAsync(connection, null).ConfigureAwait(false);
        if (status != HeadStatus.Done || MessageFraming.OfResponse(connection.Head, RequestMethod.Post, out MessageFraming framing) != RejectionReason.None)
        {
            return (null, "its response is missing or not valid HTTP");
        }
        if (connection.Head.StatusCode != 200)
        {
            return (null, $"it responded with {connection.Head.StatusCode}");
        }
        connection.Body.Begin(framing);
        ArrayBufferWriter<byte> answer = new();
        do
        {
            while (connection.Body.TryNext(out ReadOnlySequence<byte> content))
            {
                foreach (ReadOnlyMemory<byte> segment in content)
                {
                    answer.Write(segment.Span);
                }
                if (answer.WrittenCount > MaxResponse)
                {
                    return (null, "its response is too long");
                }
            }
        }
        while (await connection.Body.FillAsync().ConfigureAwait(false));
        return connection.Body.IsDone && Read(answer.WrittenMemory) is { } tokens ? (tokens, null) : (null, "its response has no input_tokens");
    }

    private static async ValueTask<bool> SendAsync(UpstreamConnection connection, CallFormat format, BodyCopy body)
    {
        BodyWriter writer = new(connection.Peer, MessageFraming.Chunked);
        Gathered gathered = new();
        CountRequestFilter filter = new(format, gathered);
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            long at = 0;
            for (int count = body.Read(0, piece); count > 0; count = body.Read(at, piece))
            {
                at += count;
                filter.Append(piece.AsSpan(0, count));
                if (gathered.Bytes.WrittenCount > 0 && !await writer.WriteAsync(new ReadOnlySequence<byte>(gathered.Bytes.WrittenMemory)).ConfigureAwait(false))
                {
                    return false;
                }
                gathered.Bytes.Clear();
            }
            return await writer.EndAsync().ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }

    private static long? Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("input_tokens", out JsonElement tokens)
                && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out long count) && count is > 0 and < 1L << 40 ? count : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Gathered : IByteSink
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new(PieceSize);

        public void Append(ReadOnlySpan<byte> bytes) => Bytes.Write(bytes);
    }
}
