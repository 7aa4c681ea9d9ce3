namespace BotBottle.Controller.Api;

/// <summary>The socket of a connection; it alone decides which requests are allowed.</summary>
internal enum Door
{
    /// <summary><c>controller.sock</c>, for the operator.</summary>
    Operator,

    /// <summary><c>proxy.sock</c>, for the proxies.</summary>
    Proxy,
}
