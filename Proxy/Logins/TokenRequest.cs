using System.Buffers;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Logins;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Logins;

/// <summary>Sends a request to a vendor's token endpoint, on a verified connection of its own. No route of the run leads there.</summary>
internal sealed class TokenRequest(UpstreamDialer dialer, TimeProvider time)
{
    private const int MaxResponse = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Returns the response, or the reason why there is none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="body">The request's body.</param>
    public async Task<(int Status, ReadOnlyMemory<byte> Body, string? Problem)> SendAsync(LoginEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        if (!HostName.TryParse(endpoint.Host, out HostName? host))
        {
            return (0, default, $"{endpoint.Host} is no host");
        }
        using CancellationTokenSource limit = new(Limit, time);
        (UpstreamConnection? connection, UpstreamFault? fault) =
            await dialer.DialAsync(new UpstreamTarget(new Authority(host, 443), true), limit.Token).ConfigureAwait(false);
        if (connection is null)
        {
            return (0, default, fault!.Message);
        }
        await using (connection.ConfigureAwait(false))
        {
            using CancellationTokenRegistration ends = limit.Token.Register(() => connection.Peer.Abort("the refresh took too long"));
            try
            {
                (int status, ReadOnlyMemory<byte> answer, string? problem) = await AskAsync(connection, endpoint, body).ConfigureAwait(false);
                connection.Body.End();
                connection.Peer.Abort("not to be used again");
                return (status, answer, problem is not null && limit.IsCancellationRequested ? $"no response within {Limit.TotalSeconds:0} s" : problem);
            }
            catch (IOException exception)
            {
                return (0, default, exception.Message);
            }
        }
    }

    private static async Task<(int Status, ReadOnlyMemory<byte> Body, string? Problem)> AskAsync(
        UpstreamConnection connection, LoginEndpoint endpoint, ReadOnlyMemory<byte> body)
    {
        MessageFraming framing = MessageFraming.OfLength(body.Length);
        IBufferWriter<byte> output = connection.Peer.Output;
        HeadWriter.WriteRequestLine(output, "POST"u8, endpoint.Path, null);
        HeadWriter.WriteField(output, "Host"u8, endpoint.Host);
        HeadWriter.WriteField(output, "Content-Type"u8, "application/json"u8);
        HeadWriter.WriteField(output, "Accept"u8, "application/json"u8);
        HeadWriter.WriteField(output, "Accept-Encoding"u8, "identity"u8);
        HeadWriter.WriteField(output, "User-Agent"u8, "bot-bottle"u8);
        HeadWriter.WriteFraming(output, framing);
        HeadWriter.WriteEnd(output);
        BodyWriter writer = new(connection.Peer, framing);
        if (!await writer.WriteAsync(new ReadOnlySequence<byte>(body)).ConfigureAwait(false) || !await writer.EndAsync().ConfigureAwait(false))
        {
            return (0, default, "it did not accept the request");
        }
        if (await ResponseHeadReader.ReadFinalAsync(connection, null).ConfigureAwait(false) != HeadStatus.Done
            || MessageFraming.OfResponse(connection.Head, RequestMethod.Post, out MessageFraming incoming) != RejectionReason.None)
        {
            return (0, default, "its response is missing or not valid HTTP");
        }
        connection.Body.Begin(incoming);
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
                    return (0, default, "its response is too long");
                }
            }
        }
        while (await connection.Body.FillAsync().ConfigureAwait(false));
        return connection.Body.IsDone ? (connection.Head.StatusCode, answer.WrittenMemory, null) : (0, default, "its response is incomplete");
    }
}
