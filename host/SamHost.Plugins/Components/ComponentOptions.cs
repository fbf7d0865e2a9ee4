using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Configuration;

namespace SamHost.Plugins.Components;

/// <summary>A named component with its options, bound once the component's own options type is known.</summary>
public class ComponentOptions
{
    [Description("The component's name, as `samhost plugins` lists it.")]
    [Required]
    public string Name { get; set; } = "";

    [Description("The component's options; what is left out has its default.")]
    public SettingsNode? Options { get; set; }
}
