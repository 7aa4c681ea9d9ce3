// Most of a system test's time is waiting for other programs to start: three fit on two processors. What a fixture shares among its tests it shares with no
// other fixture.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
