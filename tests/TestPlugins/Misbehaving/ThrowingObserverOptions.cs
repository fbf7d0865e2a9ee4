using System.ComponentModel;

namespace SamHost.TestPlugins.Misbehaving;

public sealed class ThrowingObserverOptions
{
    [Description("The call that throws.")]
    public string In { get; set; } = "";
}
