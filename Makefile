# Two commands to begin with: `make demo` and `make test`. Both install what is missing.

SWIFT ?= swift
ARGS ?=
# Debian packages: headers to build with, and what the tests use.
PACKAGES := libzmq3-dev libsqlite3-dev libxlsxwriter-dev zlib1g-dev poppler-utils poppler-data \
	libjs-bootstrap5 libjs-chart.js
# What makes a Debian package, and what boots a Debian to try it.
PACKAGE_TOOLS := debhelper dpkg-dev lintian po-debconf
CONTAINER_TOOLS := debootstrap systemd-container iproute2
TEST_PACKAGES := $(PACKAGES) $(PACKAGE_TOOLS) $(CONTAINER_TOOLS) protobuf-compiler python3-venv chromium \
	chromium-driver fonts-noto-cjk
UNIONSYNC := .build/debug/unionsync

.PHONY: demo test test-sanitizers test-systemd test-package deb build lint proto check-proto packages test-packages clean help

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: packages build ## See it work: one aggregator, seven nodes, real processes (ARGS=--once ends by itself)
	@$(UNIONSYNC) demo $(ARGS)

# Tests that compute come first, as they would keep those that wait for sockets and processes
# waiting; the end-to-end tests get the machine to themselves.
WAITING := ZeroMQTests|WebTests|DaemonsTests
test: test-packages ## Run every test and check
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --skip '$(WAITING)|EndToEndTests'
	$(SWIFT) test --skip-build --filter '$(WAITING)'
	$(SWIFT) test --skip-build --filter EndToEndTests
	$(MAKE) test-package lint check-proto

test-sanitizers: test-packages ## Run the tests of ZeroMQ under the thread and address sanitizers
	$(SWIFT) test --sanitize=thread --scratch-path .build-tsan --disable-xctest --filter ZeroMQTests
	$(SWIFT) test --sanitize=address --scratch-path .build-asan --disable-xctest --filter ZeroMQTests

# A folder of its own, as everything is compiled for the static runtime.
DEB := .build-deb
deb: packages ## Make the Debian package; it runs where there is no toolchain
	@.ci/install $(PACKAGE_TOOLS)
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path $(DEB) --product unionsync
	systemd/debian/build $(DEB)/release/unionsync $(DEB)/checkouts $(DEB)/package

# Containers keep the base root and the transcript here.
BOOTED := .build/test-systemd
test-systemd: deb ## Boot Debian 12 in containers; install, break, upgrade and remove the package
	@.ci/install $(CONTAINER_TOOLS)
	systemd/test/run $(DEB)/package/unionsync_*.deb $(BOOTED)

# The same with the program that the tests have just built, as the release takes minutes more. Where
# containers can't be had it says so and goes on.
test-package:
	systemd/test/debug-program .build/debug $(BOOTED)/unionsync
	DPKG_DEB_COMPRESSOR_TYPE=gzip \
		systemd/debian/build $(BOOTED)/unionsync .build/checkouts $(BOOTED)/package
	systemd/test/run $(BOOTED)/package/unionsync_*.deb $(BOOTED) || [ $$? -eq 77 ]

build: packages ## Build the program
	$(SWIFT) build --product unionsync

lint: ## Hold the sources against the style
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

# The generator comes from the very package that the generated code is built with.
PROTOC_GEN := .build/debug/protoc-gen-swift
PROTOC := protoc --plugin=protoc-gen-swift=$(PROTOC_GEN) --swift_opt=Visibility=Internal \
	--swift_opt=UseAccessLevelOnImports=true -I proto-docs unionsync.proto

proto: test-packages ## Generate the message code from proto-docs/unionsync.proto
	$(SWIFT) build --product protoc-gen-swift
	$(PROTOC) --swift_out=Sources/SyncProtocol/Messages

check-proto: ## Check that the generated message code is current
	$(SWIFT) build --product protoc-gen-swift
	@mkdir -p .build/proto
	$(PROTOC) --swift_out=.build/proto
	diff -q .build/proto/unionsync.pb.swift Sources/SyncProtocol/Messages/unionsync.pb.swift

packages:
	@.ci/install $(PACKAGES)

test-packages:
	@.ci/install $(TEST_PACKAGES)

clean: ## Remove what was built
	rm -rf .build
