using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.PluginLoading;

/// <summary>An entry of <see cref="PluginsOptions.Allow"/>.</summary>
public sealed class AllowedPlugin
{
    [Description("The plugin's name: its folder's name, or its file's name without .dll.")]
    [Required]
    public string Name { get; set; } = "";

    [Description("The SHA-256 of the plugin's main assembly, 64 hexadecimal digits, as sha256sum and 'samhost plugins' print it.")]
    [Required]
    [RegularExpression("[0-9A-Fa-f]{64}", ErrorMessage = "A SHA-256 has 64 hexadecimal digits, as sha256sum and 'samhost plugins' print it.")]
    public string Sha256 { get; set; } = "";
}
