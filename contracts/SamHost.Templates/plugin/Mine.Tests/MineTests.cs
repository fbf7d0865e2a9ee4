using Mine;
using SamHost.Testing;
using Xunit;

public class MineTests
{
    [Fact]
    public void Keeps_its_contracts() => PluginCheck.Of<MinePlugin>().Run();
}
