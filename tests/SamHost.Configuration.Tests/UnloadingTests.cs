using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using SamHost.TestSupport;

namespace SamHost.Configuration.Tests;

public class UnloadingTests
{
    [Fact]
    public void A_type_that_was_bound_validated_described_and_written_can_be_unloaded()
    {
        var context = UseTypeOfItsOwnContext();
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseTypeOfItsOwnContext()
    {
        var context = new AssemblyLoadContext("unloadable", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(SampleOptions).Assembly.Location).GetType(typeof(SampleOptions).FullName!)!;
        Assert.NotEqual(typeof(SampleOptions), type);
        var settings = SettingsText.Parse("""{"Title":"t","Schedule":"step","Seeds":[1],"Stages":[{}],"Warmup":{"Steps":20},"Code":"1"}""");
        var problems = new SettingsProblems();

        var options = OptionsBinder.Bind(type, settings, "", problems);
        Assert.Equal(2, problems.Count);
        Assert.NotEmpty(OptionsText.ToJson(options));
        Assert.NotEmpty(OptionsSchema.Of(type));

        context.Unload();
        return new WeakReference(context);
    }
}
