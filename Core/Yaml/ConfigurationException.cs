namespace BotBottle.Core.Yaml;

/// <summary>
/// A configuration file cannot be used as it is. The message begins with <c>file:line:column</c> and says what is wrong; nothing of the
/// file is in force.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>A complaint about one place.</summary>
    /// <param name="mark">The place.</param>
    /// <param name="problem">What is wrong there, and what would be right.</param>
    /// <param name="cause">What found it, if anything else did.</param>
    public ConfigurationException(YamlMark mark, string problem, Exception? cause = null)
        : base($"{mark}: {problem}", cause)
    {
        Mark = mark;
        Problem = problem;
    }

    /// <summary>Where.</summary>
    public YamlMark Mark { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
