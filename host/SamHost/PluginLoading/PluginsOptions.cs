using System.ComponentModel;

namespace SamHost.PluginLoading;

/// <summary>The section <c>Plugins</c>: where plugins come from, and which of them may run.</summary>
public sealed class PluginsOptions
{
    [Description("Folders that hold plugins, relative to the working directory, in the order in which they load. "
        + "By default: plugins beside the program, then my-plugins in the working directory if there is one.")]
    public string[]? Directories { get; set; }

    [Description("Names of plugins that are not loaded.")]
    public string[] Disabled { get; set; } = [];

    [Description("The plugins that may run, each by name and the SHA-256 of its main assembly; anything else is refused before any of "
        + "its code runs. By default every plugin may. This guards against accidents, not against malice: a load context is no "
        + "security boundary, an allowed plugin can do all that the host can, and other files in its folder are not hashed.")]
    public AllowedPlugin[]? Allow { get; set; }
}
