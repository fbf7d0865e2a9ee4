namespace SamHost.Contracts.Plugins;

public sealed class NoOptions
{
    public static string LaterName => "later-contracts";
}
