namespace BotBottle.Controller.Folders;

/// <summary>One step in building the bottle's tree. Steps run in order, so an outer folder comes before its content.</summary>
/// <param name="Kind">Kind of the step.</param>
/// <param name="Target">The path as the agent sees it.</param>
/// <param name="Source">The host's path; for a link its target.</param>
internal sealed record Mount(MountKind Kind, string Target, string Source = "");
