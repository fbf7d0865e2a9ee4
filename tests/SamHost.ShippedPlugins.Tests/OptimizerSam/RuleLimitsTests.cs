using SamHost.Configuration;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.Components;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.OptimizerSam;

/// <summary>Where two rules are one, and where the loaded plugins are the typed classes; float64.</summary>
public sealed class RuleLimitsTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly OptimizerRig _rig;

    public RuleLimitsTests()
    {
        manual_seed(12);
        _model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 4)).to(ScalarType.Float64);
        _rig = new OptimizerRig(_model, randn([10, 5], ScalarType.Float64), randint(0, 4, [10], ScalarType.Int64));
    }

    public void Dispose()
    {
        _rig.Dispose();
        _model.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Every_rule_without_a_radius_is_SGD()
    {
        var (sgd, options) = (_rig.Direction(new Sgd()), new SamOptions { Rho = 0 });

        foreach (var optimizer in new IOptimizer[]
        {
            new NSam(options), new OneSam(options), new LSam(options), new JSam(options),
            new MSam(new MSamOptions { Rho = 0, GroupSize = 3 }),
            new RegularizedSgd(new RegularizedSgdOptions { GammaActivations = 0, GammaWeights = 0 }),
        })
            TensorAssert.Close(sgd, _rig.Direction(optimizer));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(1000)]
    public void M_SAM_with_the_batch_or_more_as_its_group_is_n_SAM(int groupSize) => TensorAssert.Close(
        _rig.Direction(new NSam(new SamOptions { Rho = 0.3 })),
        _rig.Direction(new MSam(new MSamOptions { Rho = 0.3, GroupSize = groupSize })));

    [Fact]
    public void M_SAM_with_groups_of_one_is_1_SAM() => TensorAssert.Close(
        _rig.Direction(new OneSam(new SamOptions { Rho = 0.3 })), _rig.Direction(new MSam(new MSamOptions { Rho = 0.3, GroupSize = 1 })));

    [Fact]
    public void With_a_radius_the_rules_differ()
    {
        var options = new SamOptions { Rho = 0.3 };
        IOptimizer[] optimizers =
            [new Sgd(), new NSam(options), new OneSam(options), new LSam(options), new JSam(options),
                new MSam(new MSamOptions { Rho = 0.3, GroupSize = 3 })];
        var directions = optimizers.Select(_rig.Direction).ToList();

        foreach (var (index, direction) in directions.Index())
            Assert.All(
                directions[..index], other => Assert.True((direction - other).norm().ToDouble() > 1e-3 * direction.norm().ToDouble()));
    }

    [Fact]
    public void The_rules_that_come_out_of_the_plugin_folder_are_these()
    {
        var options = new SamOptions { Rho = 0.2 };
        Check("sgd", "{}", new Sgd());
        Check("n-sam", """{ "Rho": 0.2 }""", new NSam(options));
        Check("1-sam", """{ "Rho": 0.2 }""", new OneSam(options));
        Check("l-sam", """{ "Rho": 0.2 }""", new LSam(options));
        Check("j-sam", """{ "Rho": 0.2 }""", new JSam(options));
        Check("m-sam", """{ "Rho": 0.2, "GroupSize": 3 }""", new MSam(new MSamOptions { Rho = 0.2, GroupSize = 3 }));
        Check("regularized-sgd", """{ "GammaWeights": 0.5 }""", new RegularizedSgd(new RegularizedSgdOptions { GammaWeights = 0.5 }));

        void Check(string name, string settings, IOptimizer typed)
        {
            var loaded = Load(name, settings);
            // Its own load context: the same code, not the same type.
            Assert.NotEqual(typed.GetType(), loaded.GetType());
            Assert.True(_rig.Direction(typed).equal(_rig.Direction(loaded)).all().ToBoolean(), name);
        }
    }

    private static IOptimizer Load(string name, string settings)
    {
        var descriptor = SmallStudy.Catalog.Find(ComponentKind.Optimizer, name)!;
        var problems = new SettingsProblems();
        var options = OptionsBinder.Bind(descriptor.OptionsType, SettingsText.Parse(settings), "", problems);
        Assert.Empty(problems.Lines);
        return (IOptimizer)descriptor.Create(options, EmptyServices.Instance);
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public static readonly EmptyServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
