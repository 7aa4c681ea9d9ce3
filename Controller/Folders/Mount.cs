namespace BotBottle.Controller.Folders;

/// <summary>One step in building the bottle's tree; steps are done in order, so an outer folder comes before what lies in it.</summary>
/// <param name="Kind">What is put there.</param>
/// <param name="Target">Where, as the agent sees it.</param>
/// <param name="Source">The host's path; for a link what it points to.</param>
internal sealed record Mount(MountKind Kind, string Target, string Source = "");
