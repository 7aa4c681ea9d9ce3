using System.Net.Sockets;
using System.Text;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>One HTTP/1.1 request as bytes over a Unix socket, as <c>curl --unix-socket</c> sends it.</summary>
internal static class RawCall
{
    /// <summary>Sends a request that closes its connection; returns the status and everything after the head.</summary>
    public static async Task<(int Status, string Body)> SendAsync(string socket, string requestLine, string headers = "", string body = "")
    {
        using Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        using NetworkStream stream = new(connection);
        string head = $"{requestLine} HTTP/1.1\r\nHost: controller\r\nConnection: close\r\n{headers}" +
            (body.Length > 0 ? $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n" : "") + "\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + body));
        string answer = await new StreamReader(stream, Encoding.UTF8).ReadToEndAsync();
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), answer[(end + 4)..]);
    }
}
