namespace BotBottle.Controller.Api;

/// <summary>The socket that a connection came in on: what may be asked depends on it alone.</summary>
internal enum Door
{
    /// <summary><c>controller.sock</c>: the operator's.</summary>
    Operator,

    /// <summary><c>proxy.sock</c>: the proxies'.</summary>
    Proxy,
}
