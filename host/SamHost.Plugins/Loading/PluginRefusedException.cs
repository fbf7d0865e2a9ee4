namespace SamHost.Plugins.Loading;

/// <summary>Ends the loading of one plugin. Never leaves the folder: it becomes a <see cref="PluginReport"/>.</summary>
internal sealed class PluginRefusedException(PluginStatus status, string reason) : Exception(reason)
{
    public PluginStatus Status { get; } = status;
}
