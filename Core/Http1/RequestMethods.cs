namespace BotBottle.Core.Http1;

/// <summary>Maps method tokens to <see cref="RequestMethod"/>.</summary>
internal static class RequestMethods
{
    public static RequestMethod Of(ReadOnlySpan<byte> token) => token.Length switch
    {
        3 when token.SequenceEqual("GET"u8) => RequestMethod.Get,
        3 when token.SequenceEqual("PUT"u8) => RequestMethod.Put,
        4 when token.SequenceEqual("POST"u8) => RequestMethod.Post,
        4 when token.SequenceEqual("HEAD"u8) => RequestMethod.Head,
        5 when token.SequenceEqual("PATCH"u8) => RequestMethod.Patch,
        5 when token.SequenceEqual("TRACE"u8) => RequestMethod.Trace,
        6 when token.SequenceEqual("DELETE"u8) => RequestMethod.Delete,
        7 when token.SequenceEqual("OPTIONS"u8) => RequestMethod.Options,
        7 when token.SequenceEqual("CONNECT"u8) => RequestMethod.Connect,
        _ => RequestMethod.Other,
    };
}
