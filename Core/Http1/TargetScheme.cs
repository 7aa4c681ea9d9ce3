namespace BotBottle.Core.Http1;

/// <summary>The scheme that a target names.</summary>
public enum TargetScheme
{
    /// <summary>None: every form but absolute-form. The transport says which it is.</summary>
    None,

    /// <summary><c>http</c>, default port 80.</summary>
    Http,

    /// <summary><c>https</c>, default port 443.</summary>
    Https,
}
